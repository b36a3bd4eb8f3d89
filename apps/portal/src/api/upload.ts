import { ApiError, noted, parseError } from './client.ts';

/** A running upload: its end, and how to stop it. */
export interface Upload<T> {
  readonly done: Promise<T>;
  readonly abort: () => void;
}

/**
 * Sends a file as raw bytes to a route that takes its name as `?name=`. XMLHttpRequest is used because fetch does not
 * report upload progress. `onProgress` gets the bytes sent so far; a stopped upload ends with the code UPLOAD_STOPPED.
 */
export function uploadFile<T>(path: string, file: File, onProgress: (sent: number) => void): Upload<T> {
  const request = new XMLHttpRequest();
  const done = new Promise<T>((resolve, reject) => {
    request.open('POST', `/api${path}?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('X-Tsunagu-Request', '1');
    request.setRequestHeader('Accept', 'application/json');
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => {
      if (request.status >= 400) reject(noted(parseError(request.status, request.responseText)));
      else resolve(JSON.parse(request.responseText));
    };
    request.onerror = () => reject(new ApiError('NETWORK', 0, {}, null));
    request.onabort = () => reject(new ApiError('UPLOAD_STOPPED', 0, {}, null));
    request.send(file);
  });
  return { done, abort: () => request.abort() };
}
