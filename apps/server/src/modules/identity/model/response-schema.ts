import Type from 'typebox';

const Text = Type.String({ maxLength: 20_000 });
const Extensions = Type.Object({}, { additionalProperties: true });
const Common = {
  id: Type.String({ minLength: 1, maxLength: 2_000 }),
  rawId: Type.String({ minLength: 1, maxLength: 2_000 }),
  type: Type.Literal('public-key'),
  authenticatorAttachment: Type.Optional(
    Type.Union([Type.Literal('platform'), Type.Literal('cross-platform')]),
  ),
  clientExtensionResults: Extensions,
};

/** How browsers write an authenticator's answer to a request for a passkey. */
export const AuthenticationResponse = Type.Object({
  ...Common,
  response: Type.Object({
    clientDataJSON: Text,
    authenticatorData: Text,
    signature: Text,
    userHandle: Type.Optional(Text),
  }),
});

/** How browsers write a new passkey. */
export const RegistrationResponse = Type.Object({
  ...Common,
  response: Type.Object({
    clientDataJSON: Text,
    attestationObject: Text,
    transports: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 10 })),
  }),
});
