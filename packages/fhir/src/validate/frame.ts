import { isResource } from './discriminator.ts';
import { isObject } from './equality.ts';
import type { Resource } from './model.ts';

/** Entries of a Bundle by what references may call them. */
export class BundleIndex {
  readonly #byUrl = new Map<string, Resource>();
  readonly #byTypeAndId = new Map<string, Resource>();
  readonly #urls = new Map<Resource, string>();

  constructor(bundle: Resource) {
    for (const entry of Array.isArray(bundle.entry) ? bundle.entry : []) {
      if (!isObject(entry) || !isResource(entry.resource)) continue;
      const { fullUrl, resource } = entry;
      if (typeof fullUrl === 'string') {
        if (!this.#byUrl.has(fullUrl)) this.#byUrl.set(fullUrl, resource);
        this.#urls.set(resource, fullUrl);
      }
      if (typeof resource.id === 'string') {
        const local = `${resource.resourceType}/${resource.id}`;
        if (!this.#byTypeAndId.has(local)) this.#byTypeAndId.set(local, resource);
      }
    }
  }

  /** @param from the resource that holds the reference: relative ones are relative to its fullUrl */
  find(reference: string, from: Resource): Resource | null {
    const bare = reference.replace(/\/_history\/[^/]+$/, '');
    const direct = this.#byUrl.get(bare);
    if (direct !== undefined) return direct;
    if (!/^[A-Z][A-Za-z]+\/[^/]+$/.test(bare)) return null;
    const base = /^(https?:.*\/)[A-Z][A-Za-z]+\/[^/]+$/.exec(this.#urls.get(from) ?? '')?.[1];
    const relative = base === undefined ? undefined : this.#byUrl.get(base + bare);
    return relative ?? this.#byTypeAndId.get(bare) ?? null;
  }
}

/** A resource under validation and what stands around it. */
export interface Frame {
  readonly resource: Resource;
  /** The resource that contains this one, or itself. */
  readonly root: Resource;
  readonly bundle: BundleIndex | null;
  /** Of the Bundle around it; null outside of one. */
  readonly bundleType: unknown;
}

/** Look-ups in what surrounds a value. They live for one validation: resources may change between two. */
export class Surroundings {
  readonly #bundles = new Map<Resource, BundleIndex>();
  readonly #contained = new Map<Resource, ReadonlyMap<unknown, Resource>>();

  bundle(bundle: Resource): BundleIndex {
    let index = this.#bundles.get(bundle);
    if (index === undefined) {
      index = new BundleIndex(bundle);
      this.#bundles.set(bundle, index);
    }
    return index;
  }

  /** Contained resources by their ids. */
  contained(root: Resource): ReadonlyMap<unknown, Resource> {
    let byId = this.#contained.get(root);
    if (byId === undefined) {
      const contained = Array.isArray(root.contained) ? root.contained : [];
      byId = new Map(contained.filter(isResource).map((inner) => [inner.id, inner]));
      this.#contained.set(root, byId);
    }
    return byId;
  }

  resolve(frame: Frame, reference: string): Resource | null {
    if (reference === '#') return frame.root;
    if (!reference.startsWith('#')) return frame.bundle?.find(reference, frame.resource) ?? null;
    return this.contained(frame.root).get(reference.slice(1)) ?? null;
  }
}
