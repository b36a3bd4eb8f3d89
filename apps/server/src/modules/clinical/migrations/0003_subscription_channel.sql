--! breaking
-- Servers that know no channels would send to no address.
ALTER TABLE clinical.subscription ADD channel text NOT NULL DEFAULT 'rest-hook';
ALTER TABLE clinical.subscription ALTER COLUMN endpoint DROP NOT NULL;
ALTER TABLE clinical.subscription
  ADD CONSTRAINT subscription_channel_known CHECK (channel IN ('rest-hook', 'websocket')),
  ADD CONSTRAINT subscription_endpoint_of_hook CHECK ((channel = 'rest-hook') = (endpoint IS NOT NULL));
CREATE INDEX notification_subscription_idx ON clinical.notification (subscription_id, notification_id);
