/**
 * What an app was allowed, as long as it holds: not revoked, not run out, the app not disabled, and whoever allowed it
 * still there: account, organisation, and the session where it ends with that. `$now` stands for the present instant.
 */
export const LIVE_GRANT = `FROM identity.app_grant g
  JOIN identity.app p USING (client_id)
  JOIN identity.account c USING (account)
  LEFT JOIN identity.organisation o ON o.organisation_id = c.organisation_id
  LEFT JOIN identity.session s ON s.session_id = g.session_id
  WHERE g.revoked_at IS NULL AND g.expires_at > $now AND p.disabled_at IS NULL AND c.disabled_at IS NULL
    AND o.disabled_at IS NULL
    AND (g.session_id IS NULL
      OR (s.ended_at IS NULL AND s.locked_at IS NULL AND s.stage = 'complete' AND s.expires_at > $now))
    AND (g.organisation_id IS NULL
      OR (g.organisation_id = c.organisation_id AND EXISTS (SELECT FROM identity.app_organisation e
        WHERE e.client_id = g.client_id AND e.organisation_id = g.organisation_id)))`;
