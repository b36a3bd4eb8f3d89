/** Where the description of the interface and its try-out page stand. */
export const API_DOCS = '/api-docs';
