export {
  type CompiledInvariant,
  compileInvariant,
  type InvariantOptions,
  type Verdict,
} from './invariant.ts';
export type { InvariantPlace } from './run.ts';
export { PrimitiveElement } from './values.ts';
