import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

/** Just enough CBOR for an authenticator: integers, byte strings, texts and maps. RFC 8949 §3 */
type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor>;

function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 0x100) return Buffer.from([(major << 5) | 24, value]);
  const long = Buffer.alloc(3);
  long.writeUInt8((major << 5) | 25);
  long.writeUInt16BE(value, 1);
  return long;
}

function encodeCbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([key, one]) => [encodeCbor(key), encodeCbor(one)]);
  return Buffer.concat([head(5, value.size), ...entries]);
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const UP = 0x01;
const UV = 0x04;
const AT = 0x40;

export interface PasskeyOptions {
  readonly origin: string;
  /** Default: the host name of the origin. */
  readonly rpId?: string;
}

export interface Ceremony {
  /** Whether the authenticator verified the person. Default true. */
  readonly userVerified?: boolean;
  /** What the authenticator believes the address of the page to be. */
  readonly origin?: string;
  readonly rpId?: string;
}

interface RequestOptions {
  readonly challenge: string;
}

interface CreationOptions extends RequestOptions {
  readonly user: { readonly id: string };
}

/** An authenticator of software: ES256, attestation `none`, a signature counter. */
export class SoftwarePasskey {
  readonly id = randomBytes(16);
  counter = 0;
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;
  private readonly options: Required<PasskeyOptions>;
  private userHandle = '';

  constructor(options: PasskeyOptions) {
    this.options = { rpId: new URL(options.origin).hostname, ...options };
    ({ privateKey: this.privateKey, publicKey: this.publicKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
    }));
  }

  /** As `navigator.credentials.create` answers. */
  create({ challenge, user }: CreationOptions, ceremony: Ceremony = {}) {
    this.userHandle = user.id;
    const attestation = new Map<string, Cbor>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', this.authenticatorData(ceremony, this.attestedCredential())],
    ]);
    return {
      ...this.common(),
      response: {
        clientDataJSON: this.clientData('webauthn.create', challenge, ceremony).toString('base64url'),
        attestationObject: encodeCbor(attestation).toString('base64url'),
        transports: ['internal'],
      },
    };
  }

  /** As `navigator.credentials.get` answers. */
  get({ challenge }: RequestOptions, ceremony: Ceremony = {}) {
    this.counter += 1;
    const clientData = this.clientData('webauthn.get', challenge, ceremony);
    const data = this.authenticatorData(ceremony);
    const signature = createSign('SHA256')
      .update(Buffer.concat([data, sha256(clientData)]))
      .sign(this.privateKey);
    return {
      ...this.common(),
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: this.userHandle,
      },
    };
  }

  private common() {
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {} } as const;
  }

  private clientData(type: string, challenge: string, { origin = this.options.origin }: Ceremony): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  private authenticatorData(
    { userVerified = true, rpId = this.options.rpId }: Ceremony,
    attested: Buffer = Buffer.alloc(0),
  ): Buffer {
    const flags = UP | (userVerified ? UV : 0) | (attested.length > 0 ? AT : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counter, attested]);
  }

  /** Model number (none), length and bytes of the id, public key as COSE. */
  private attestedCredential(): Buffer {
    const { x = '', y = '' } = this.publicKey.export({ format: 'jwk' });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const key = new Map<number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]);
    return Buffer.concat([Buffer.alloc(16), length, this.id, encodeCbor(key)]);
  }
}
