import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitColumns } from './columns.ts';

const rows = fc.array(
  fc.record({
    code: fc.stringMatching(/^[0-9]{4}$/),
    name: fc.oneof(fc.constant(null), fc.constantFrom('錠', 'ｇ', '一般名処方の標準的な記載の例')),
    number: fc.integer({ min: 0, max: 32_767 }),
  }),
  { minLength: 1, maxLength: 20 },
);

test('every reader gives back what the rows held', () => {
  fc.assert(
    fc.property(rows, (table) => {
      const columns = splitColumns({
        code: table.map((row) => row.code).join('\n'),
        name: table.map((row) => row.name ?? '').join('\n'),
        number: table.map((row) => String(row.number)).join('\n'),
      });
      const [code, name, optional, shared, number] = [
        columns.text('code'),
        columns.text('name'),
        columns.optional('name'),
        columns.shared('name'),
        columns.integer('number'),
      ];
      expect(columns.size).toBe(table.length);
      expect(table.map((_, row) => [code(row), name(row), optional(row), shared(row), number(row)])).toEqual(
        table.map((row) => [row.code, row.name ?? '', row.name, row.name, row.number]),
      );
    }),
  );
});
