import type { Span } from './time-scale.ts';

/** What is drawn: the span that was in view when it was laid out, and room on either side to pan into. */
export interface Drawn {
  readonly span: Span;
  readonly view: Span;
  /** How often the width of the view fits into what is drawn. */
  readonly views: number;
}

const SETTLED_VIEWS = 3;

function draw(view: Span, views: number): Drawn {
  const margin = ((view.to - view.from) * (views - 1)) / 2;
  return { view, views, span: { from: view.from - margin, to: view.to + margin } };
}

/** With as much again on either side as is in view. */
export function drawAround(view: Span): Drawn {
  return draw(view, SETTLED_VIEWS);
}

/**
 * The same drawing while `view` only moves inside it; a new one once it leaves it. While the scale changes every frame
 * is a new drawing, therefore of the view alone.
 */
export function keepDrawn(drawn: Drawn, view: Span): Drawn {
  if (Math.abs(view.to - view.from - (drawn.view.to - drawn.view.from)) > 1e-6) return draw(view, 1);
  const outside = view.from < drawn.span.from || view.to > drawn.span.to;
  return outside ? drawAround(view) : drawn;
}

/** Whether the drawing is the one to rest on. */
export function isSettled(drawn: Drawn, view: Span): boolean {
  return drawn.views === SETTLED_VIEWS && drawn.view.from === view.from && drawn.view.to === view.to;
}
