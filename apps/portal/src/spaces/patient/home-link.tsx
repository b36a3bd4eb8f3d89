import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { buttonClass } from '../../components/button.tsx';
import { useHome } from './use-home.ts';

/** A page of whoever these pages are about. */
export function HomeLink({ page, children }: { page: '/record' | '/disclosures'; children: ReactNode }) {
  const address: string = `${useHome().path}${page}`;
  return (
    <Link to={address} className={buttonClass('secondary')}>
      {children}
    </Link>
  );
}
