import { useEffect, useState } from 'react';

/** Puts the focus on the element of an id once it stands on the page, as after a line was added. */
export function useFocusLater(): (id: string) => void {
  const [wanted, setWanted] = useState<{ readonly id: string } | null>(null);
  useEffect(() => {
    if (wanted === null) return;
    const element = document.getElementById(wanted.id);
    element?.focus();
    if (element instanceof HTMLInputElement) element.select();
  }, [wanted]);
  return (id) => setWanted({ id });
}
