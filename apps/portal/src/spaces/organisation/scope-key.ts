/** The name of a scope among the messages, whose keys hold no dots: `system/*.rs` is `system-rs`. */
export const scopeKey = (scope: string): string => scope.replace(/[^A-Za-z]+/g, '-');
