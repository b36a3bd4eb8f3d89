import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/**
 * Leads to another address of this site, once. The target is kept from the first render: the address already changes
 * while this component is still on the screen, and following it again would never end.
 */
export function Redirect({ href }: { href: string }) {
  const router = useRouter();
  const [target] = useState(href);
  useEffect(() => {
    router.history.replace(target);
  }, [router, target]);
  return null;
}
