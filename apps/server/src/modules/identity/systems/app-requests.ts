import type Provider from 'oidc-provider';

/** What an app asks for, checked against its registration. */
export interface AppRequest {
  readonly clientId: string;
  /** In the form of version 2. */
  readonly scopes: readonly string[];
  /** What the app was started with from a record; null where it began by itself. */
  readonly launch: string | null;
  /** The address of the app to which the answer goes; one of those that it was registered with. */
  readonly returnsTo: string;
  readonly decided: boolean;
}

export interface AppRequests {
  /** Null when it never was or has run out. */
  find(requestId: string): Promise<AppRequest | null>;
  /**
   * Notes a decision and returns where the browser goes on. Null when there is no such request, or a decision.
   * @param decision what was allowed, and by whom (`user_handle` of the account); null for a refusal
   */
  decide(
    requestId: string,
    decision: { readonly userHandle: string; readonly grantId: string } | null,
  ): Promise<string | null>;
}

export function openAppRequests(provider: () => Promise<Provider>): AppRequests {
  const find = async (requestId: string) => (await provider()).Interaction.find(requestId);
  return {
    async find(requestId) {
      const found = await find(requestId);
      if (found === undefined) return null;
      const { client_id: clientId, redirect_uri: returnsTo, scope, launch } = found.params;
      return {
        clientId: String(clientId),
        scopes: typeof scope === 'string' ? scope.split(' ') : [],
        launch: typeof launch === 'string' ? launch : null,
        returnsTo: String(returnsTo),
        decided: found.result !== undefined,
      };
    },
    async decide(requestId, decision) {
      const found = await find(requestId);
      if (found === undefined || found.result !== undefined) return null;
      found.result =
        decision === null
          ? { error: 'access_denied', error_description: 'the person did not allow it' }
          : {
              login: { accountId: decision.userHandle, remember: false },
              consent: { grantId: decision.grantId },
            };
      await found.persist();
      return found.returnTo;
    },
  };
}
