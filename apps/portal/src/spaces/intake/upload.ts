import { ApiError, noted, parseError } from '../../api/client.ts';
import type { UploadAnswer } from '../../api/types.ts';

/** A running upload: its end, and how to stop it. */
export interface Upload {
  readonly done: Promise<UploadAnswer>;
  readonly abort: () => void;
}

/**
 * Sends a claim file as raw bytes. XMLHttpRequest is used because fetch does not report upload progress.
 * `onProgress` gets the bytes sent so far.
 */
export function uploadClaimFile(file: File, onProgress: (sent: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<UploadAnswer>((resolve, reject) => {
    request.open('POST', `/api/claims/files?name=${encodeURIComponent(file.name)}`);
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
