const MOMENT = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/** Whether a text is a date or a point in time of FHIR; `2026` is one. */
export function isMoment(text: string): boolean {
  const first = text.charCodeAt(0);
  return first >= 48 && first <= 57 && MOMENT.test(text);
}

/**
 * Order of two dates or points in time: negative, 0 or positive; undefined where one is too coarse to tell. A date and
 * a point in time are compared by the date as it is written, in the zone of the point.
 */
export function compareMoments(a: string, b: string): number | undefined {
  const left = MOMENT.exec(a);
  const right = MOMENT.exec(b);
  if (left === null || right === null) return undefined;
  if (left[4] !== undefined && right[4] !== undefined && left[7] !== undefined && right[7] !== undefined)
    return epochOf(left) - epochOf(right);
  for (let field = 1; field <= 6; field++) {
    const first = left[field];
    const second = right[field];
    if (first === undefined && second === undefined) return 0;
    if (first === undefined || second === undefined) return undefined;
    const difference = Number(first) - Number(second);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Milliseconds since 1970, with their fraction. */
function epochOf(moment: RegExpExecArray): number {
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '0', zone = 'Z'] = moment;
  const days = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute));
  return days + Number(second) * 1000 - offsetOf(zone);
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
