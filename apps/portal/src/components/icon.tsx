/** Line icons drawn for Tsunagu on a 24-unit grid; always beside words, therefore hidden from screen readers. */
const PATHS = {
  reception:
    'M4 20v-2a5 5 0 0 1 5-5h3M9.5 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M17.5 20a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7m2.500-1 2 2',
  consent: 'M6 3h9l4 4v14H6zM14 3v5h5M9 14l2 2 4-4',
  record: 'M3 6h9M8 12h10M5 18h7M16 18h5M16 6h4',
  pills: 'M10.500 20.500a5 5 0 0 1-7-7l10-10a5 5 0 0 1 7 7zM8.500 8.500l7 7',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6',
  intake: 'M12 3v12m0 0 5-5m-5 5-5-5M4 17v4h16v-4',
  work: 'M4 5h3M4 12h3M4 19h3M10 5h10M10 12h10M10 19h10',
  warning: 'M12 3 2 20h20zM12 9v5M12 17v.5',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 11v5M12 7.500v.5',
  done: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8 12l3 3 5-6',
  lock: 'M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3',
  print: 'M7 8V3h10v5M7 17H4v-8h16v8h-3M7 14h10v7H7z',
  download: 'M12 3v12m0 0 4-4m-4 4-4-4M4 19h16',
  key: 'M14 14a5 5 0 1 0-4-4L3 17v4h4v-3h3v-3z',
  close: 'M5 5l14 14M19 5 5 19',
  left: 'M15 5l-7 7 7 7',
  right: 'M9 5l7 7-7 7',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="shrink-0"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
