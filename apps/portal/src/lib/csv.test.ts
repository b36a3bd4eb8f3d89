import { expect, test } from 'vitest';
import { toCsv } from './csv.ts';

test('cells are quoted where needed and never run as formulas', () => {
  expect(
    toCsv(
      ['名', '数'],
      [
        ['a,"b"', 2],
        ['=1+1', null],
      ],
    ),
  ).toBe('\uFEFF名,数\r\n"a,""b""",2\r\n\'=1+1,\r\n');
});
