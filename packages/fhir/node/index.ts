export {
  loadDefinitions,
  type PackageExample,
  readExamples,
  readPackage,
  readR4,
} from './packages.ts';
export { PackageUnreadable } from './tar.ts';
