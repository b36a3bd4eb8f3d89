/**
 * JSON text of a resource; ExactDecimals digit for digit, no white space, names in their order.
 * @param indent spaces per level, for people
 */
export function printJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, undefined, indent);
}
