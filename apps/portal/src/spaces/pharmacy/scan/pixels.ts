/** Pixels of a picture as canvases give them: RGBA, row by row. */
export interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Longer sides cost time and show nothing more of a code. */
const MOST_SIDE = 1600;

function draw(source: CanvasImageSource, width: number, height: number): Pixels {
  const scale = Math.min(1, MOST_SIDE / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** The picture of a file; throws where it is none. */
export async function pixelsOfFile(file: Blob): Promise<Pixels> {
  const bitmap = await createImageBitmap(file);
  try {
    return draw(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

/** What the camera shows now; null before its first picture. */
export function pixelsOfVideo(video: HTMLVideoElement): Pixels | null {
  return video.videoWidth === 0 ? null : draw(video, video.videoWidth, video.videoHeight);
}
