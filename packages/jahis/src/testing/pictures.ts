import type { Picture, QrMatrix } from '../../qr/index.ts';

const MARGIN = 4;

/** Symbols side by side on white paper, `module` pixels a module. */
export function pictureOf(matrices: readonly QrMatrix[], module = 4): Picture {
  const width = matrices.reduce((sum, { size }) => sum + (size + 2 * MARGIN) * module, 0);
  const height = Math.max(...matrices.map(({ size }) => (size + 2 * MARGIN) * module));
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  let left = 0;
  for (const { size, dark } of matrices) {
    for (let y = 0; y < size * module; y++) {
      for (let x = 0; x < size * module; x++) {
        if (dark[Math.floor(y / module) * size + Math.floor(x / module)] !== true) continue;
        const at = ((y + MARGIN * module) * width + left + x + MARGIN * module) * 4;
        data.fill(0, at, at + 3);
      }
    }
    left += (size + 2 * MARGIN) * module;
  }
  return { data, width, height };
}

/** As a camera may see it: turned, from the side, in a shadow that grows to the left, with noise. */
export function photographed(
  picture: Picture,
  { turn, slant, noise }: { readonly turn: number; readonly slant: number; readonly noise: number },
): Picture {
  const side = Math.ceil(Math.max(picture.width, picture.height) * 1.5);
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  let state = 1;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [u, v] = [x - side / 2, y - side / 2];
      const depth = 1 + (slant * (u + v * 0.7)) / side;
      const column = Math.floor((cos * u + sin * v) / depth + picture.width / 2);
      const row = Math.floor((cos * v - sin * u) / depth + picture.height / 2);
      const inside = column >= 0 && row >= 0 && column < picture.width && row < picture.height;
      const light = inside ? (picture.data[(row * picture.width + column) * 4] ?? 255) : 255;
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      const shade = 0.5 + (0.5 * x) / side;
      const seen = (40 + light * 0.75) * shade + ((state >>> 8) % (noise + 1)) - noise / 2;
      data.fill(seen, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  return { data, width: side, height: side };
}
