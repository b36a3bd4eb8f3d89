import { SaxesParser } from 'saxes';
import narrative from './narrative.json' with { type: 'json' };

const TAGS = new Set(narrative.tags);
const XHTML = 'http://www.w3.org/1999/xhtml';
const SCRIPT_URL = /^\s*(?:javascript|vbscript|data:text\/html)/i;
const MOST_CHARACTERS = 1_000_000;

export type NarrativeFault = 'not-well-formed' | 'no-div' | 'forbidden' | 'empty' | 'too-long';

class Stop extends Error {
  readonly fault: NarrativeFault;
  constructor(fault: NarrativeFault) {
    super(fault);
    this.fault = fault;
  }
}

const refuse = (fault: NarrativeFault): never => {
  throw new Stop(fault);
};

/**
 * What is wrong with a narrative: not well-formed, no `div` in the namespace of XHTML, tags or attributes that act,
 * nothing to read. Style sheets and layout are not judged.
 */
export const narrativeFault = (text: string): NarrativeFault | null => {
  if (text.length > MOST_CHARACTERS) return 'too-long';
  if (!/^\s*<div[\s>/]/.test(text)) return 'no-div';
  if (text.includes('<!')) {
    // Declarations would define entities; comments are harmless.
    if (/<!(?!--)/.test(text)) return 'forbidden';
  }
  const parser = new SaxesParser({ xmlns: false });
  Object.assign(parser.ENTITIES, narrative.entities);
  let depth = 0;
  let holdsSomething = false;
  parser.on('opentag', ({ name, attributes }) => {
    if (depth === 0 && attributes.xmlns !== XHTML) refuse('no-div');
    if (!TAGS.has(name)) refuse('forbidden');
    for (const [attribute, value] of Object.entries(attributes))
      if (/^on/i.test(attribute) || SCRIPT_URL.test(value)) refuse('forbidden');
    if (name === 'img') holdsSomething = true;
    depth += 1;
  });
  parser.on('closetag', () => {
    depth -= 1;
  });
  parser.on('text', (content) => {
    if (depth > 0 && content.trim() !== '') holdsSomething = true;
  });
  parser.on('error', () => refuse('not-well-formed'));
  try {
    parser.write(text).close();
  } catch (error) {
    if (error instanceof Stop) return error.fault;
    throw error;
  }
  return holdsSomething ? null : 'empty';
};
