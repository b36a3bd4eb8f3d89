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
  members:
    'M2 20v-2a5 5 0 0 1 5-5h3a5 5 0 0 1 5 5v2M8.500 10a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7M16 4a3.500 3.500 0 0 1 0 6M18 13.500a5 5 0 0 1 4 4.500v2',
  programs: 'M3 5h18v14H3zM3 9h18M7 13l2 2-2 2M12 17h4',
  organisation: 'M4 21V4h10v17M14 10h6v11M2 21h20M7 8h4M7 12h4M7 16h4M17 14v.5M17 17v.5',
  close: 'M5 5l14 14M19 5 5 19',
  left: 'M15 5l-7 7 7 7',
  right: 'M9 5l7 7-7 7',
  card: 'M3 5h18v14H3zM3 10h18M7 15h4',
  face: 'M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M9 10v.5M15 10v.5M9 15c1.800 1.500 4.200 1.500 6 0',
  list: 'M5 3h14v18H5zM8 8h8M8 12h8M8 16h5',
  insurer: 'M12 3l8 3v6c0 5-3.500 8-8 9-4.500-1-8-4-8-9V6zM8 12l3 3 5-6',
  bell: 'M6 17V11a6 6 0 0 1 12 0v6l2 1H4zM10 21h4',
  question: 'M4 4h16v13H9l-5 4zM10 8.500a2 2 0 1 1 2 2.500v1M12 14v.5',
  prescribe: 'M5 3h9l5 5v6M14 3v5h5M5 3v18h6M9 12h4M9 16h2M20.500 14.500l-6 6-2.500.500.500-2.500 6-6z',
  prescriptions: 'M4 3h16v18H4zM8 8h3M9.500 6.500v3M13.500 8H17M8 13h9M8 17h6',
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
