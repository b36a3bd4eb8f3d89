/**
 * A second opinion about what is the same, made without any of the tables of the check: from the shape of the names and
 * from the digits of the code alone. It knows no salt by name and no word for a form.
 */
export interface Listed {
  readonly yj: string;
  readonly ingredientName: string;
}

const LEAST_STEM = 3;
/** Anything that ends like a salt, a hydrate or a solvate, whatever stands before it. */
const TAIL =
  /^(?:[ァ-ヶー一-龠]{0,10}(?:酸塩|酸水素塩|水素塩|塩)|[一二三]?(?:ナトリウム|カリウム|カルシウム|マグネシウム|メグルミン)|[塩臭]化(?:水素酸塩|物)|[一二三四五六]?水和物|(?:エタノール|アセトン)付加物|フマル酸)*$/;
const METAL = /^(?:ナトリウム|カリウム|カルシウム|マグネシウム|アルミニウム|リチウム|亜鉛|鉄)/;

/** Parts of a name, as they are printed. */
export const partsOf = (name: string): readonly string[] =>
  name
    .normalize('NFKC')
    .replace(/配合剤$/, '')
    .split('・')
    .map((part) => part.replace(/\s|\(遺伝子組換え\)|\[.*\]/g, '').replace(/^無水/, ''))
    .filter((part) => part !== '');

/** Two parts are one ingredient when all in which they differ reads like a salt behind a common stem. */
export function sameIngredient(a: string, b: string): boolean {
  if (a === b) return true;
  let stem = 0;
  while (stem < a.length && stem < b.length && a.charAt(stem) === b.charAt(stem)) stem += 1;
  // The stem may reach into the salts of both (…ベシル, …ベンズ): any shorter one will do.
  for (let length = stem; length >= LEAST_STEM; length -= 1) {
    const beginning = a.slice(0, length);
    const [restA, restB] = [a.slice(length), b.slice(length)];
    const isAnion = /酸$|化$/.test(beginning) && (METAL.test(restA) || METAL.test(restB));
    if (!isAnion && TAIL.test(restA) && TAIL.test(restB)) return true;
  }
  return false;
}

/** Where a drug goes, by its code: fifth digit, therapeutic class, letter of the form. */
export function routeOfCode(yj: string): string {
  const digit = yj.charAt(4);
  if (digit <= '3') return 'oral';
  if (digit <= '6') return 'injection';
  if (yj.startsWith('27')) return 'dental';
  if (yj.startsWith('131')) return 'eye';
  if (yj.startsWith('132')) return 'nose or ear';
  if (yj.startsWith('226') || yj.startsWith('239')) return 'mouth';
  if (/^22/.test(yj)) return yj.charAt(7) === 'S' ? 'skin' : 'lung';
  if (yj.charAt(7) === 'J' || yj.startsWith('235') || yj.startsWith('255')) return 'rectum';
  if (yj.startsWith('252')) return 'vagina';
  return 'skin';
}
