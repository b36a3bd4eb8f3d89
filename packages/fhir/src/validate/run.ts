import type { InvariantPlace } from '../fhirpath/index.ts';
import { membershipOf } from './binding.ts';
import { isResource } from './discriminator.ts';
import { type Frame, Surroundings } from './frame.ts';
import type { IssueCode, Rule, Severity } from './issue.ts';
import { IssueList } from './issue-list.ts';
import type { Binding, Node, Part, Probe, Resource, Shape, Slot, Tools } from './model.ts';

export interface Finding {
  readonly severity: Severity;
  readonly code: IssueCode;
  readonly rule: Rule;
  readonly message: string;
  readonly node?: Node | undefined;
  readonly constraint?: string | undefined;
  /** Below the present place. */
  readonly at?: string | undefined;
}

/** The pieces of the walk, which call each other through here. */
export interface Walker {
  object(run: Run, owner: Part, shape: Shape, value: Readonly<Record<string, unknown>>): void;
  resource(run: Run, part: Part, value: unknown): void;
  conforms(run: Run, resource: Resource, profile: string): boolean;
}

const PLAIN_NAME = /^_?[A-Za-z][A-Za-z0-9]{0,63}(?:\[\d+\](?:\.[a-zA-Z]+)?)?$/;

/** One validation: where it stands, what was found. */
export class Run implements Probe {
  readonly tools: Tools;
  readonly issues: IssueList;
  readonly surroundings = new Surroundings();
  /** Filled anew for every evaluation. */
  readonly place: InvariantPlace & {
    typeName: string;
    path: string;
    resource: unknown;
    rootResource: unknown;
  };
  frame: Frame;
  /** The element that carries the extension under validation, and the URL of the extension around it. */
  carrier: Part | null = null;
  extensionUrl: string | null = null;
  /** Above 0 nothing is reported; only `failed` tells. */
  muted = 0;
  failed = false;
  /** Properties that may still be looked at. */
  budget: number;
  readonly rootLabel: string;
  readonly notChecked = new Set<Binding>();
  readonly walker: Walker;
  readonly #labels: string[] = [];
  readonly #indexes: number[] = [];

  constructor(tools: Tools, options: { most: number; budget: number; resource: Resource }, walker: Walker) {
    const { resource } = options;
    this.tools = tools;
    this.issues = new IssueList(options.most);
    this.budget = options.budget;
    this.walker = walker;
    this.rootLabel = PLAIN_NAME.test(resource.resourceType) ? resource.resourceType : 'Resource';
    this.frame = { resource, root: resource, bundle: null, bundleType: null };
    this.place = {
      typeName: '',
      path: '',
      resource,
      rootResource: resource,
      resolve: (reference) => this.resolve(reference) ?? undefined,
      memberOf: (valueSet, coding) => {
        const member = membershipOf(tools, valueSet, coding);
        return member === 'unknown' ? undefined : member === 'in';
      },
      conformsTo: (value, profile) => (isResource(value) ? this.conforms(value, profile) : undefined),
    };
  }

  get spent(): boolean {
    return this.budget < 0;
  }

  get depth(): number {
    return this.#labels.length;
  }

  /** Nothing that follows would change the answer. */
  get done(): boolean {
    return this.muted > 0 ? this.failed : this.spent || this.issues.full;
  }

  enter(slot: Slot): void {
    this.#labels.push(slot.label);
    this.#indexes.push(-1);
  }

  /** Position in the array of the property that was entered last; -1 for the whole. */
  index(at: number): void {
    this.#indexes[this.#indexes.length - 1] = at;
  }

  leave(): void {
    this.#labels.pop();
    this.#indexes.pop();
  }

  expression(below?: string): string {
    let text = this.rootLabel;
    for (let at = 0; at < this.#labels.length; at++) {
      text += `.${this.#labels[at]}`;
      const index = this.#indexes[at] ?? -1;
      if (index >= 0) text += `[${index}]`;
    }
    return below !== undefined && PLAIN_NAME.test(below) ? `${text}.${below}` : text;
  }

  /** Path from the innermost resource, without positions: `Patient.contact.name`. */
  elementPath(): string {
    let from = this.#labels.length;
    while (from > 0 && this.#labels[from - 1] !== 'resource' && this.#labels[from - 1] !== 'contained')
      from -= 1;
    const names = this.#labels.slice(from).map((label) => label.replace(/\.ofType\(.*\)$/, ''));
    return [this.frame.resource.resourceType, ...names].join('.');
  }

  report(finding: Finding): void {
    if (this.muted > 0) {
      if (finding.severity === 'error') this.failed = true;
      return;
    }
    const { severity, code, rule, message, node, constraint, at } = finding;
    this.issues.add({
      severity,
      code,
      rule,
      expression: this.expression(at),
      message,
      source: {
        profile: node?.structure.url ?? null,
        element: node?.id ?? null,
        constraint: constraint ?? null,
      },
    });
  }

  error(code: IssueCode, rule: Rule, message: string, node?: Node, at?: string): void {
    this.report({ severity: 'error', code, rule, message, node, at });
  }

  /** Does something with another resource in the middle, and comes back. */
  inFrame(frame: Frame, work: () => void): void {
    const { frame: before, carrier, extensionUrl } = this;
    this.frame = frame;
    this.place.resource = frame.resource;
    this.place.rootResource = frame.root;
    this.extensionUrl = null;
    work();
    this.frame = before;
    this.carrier = carrier;
    this.extensionUrl = extensionUrl;
    this.place.resource = before.resource;
    this.place.rootResource = before.root;
  }

  /** Whether some work finds no error. Nothing of it is reported. */
  silently(work: () => void): boolean {
    const { failed, frame } = this;
    this.muted += 1;
    this.failed = false;
    work();
    const passed = !this.failed;
    this.muted -= 1;
    this.failed = failed;
    this.frame = frame;
    return passed;
  }

  resolve(reference: string): Resource | null {
    return this.surroundings.resolve(this.frame, reference);
  }

  conforms(resource: Resource, profile: string): boolean {
    return this.walker.conforms(this, resource, profile);
  }
}
