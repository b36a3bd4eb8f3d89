import { Link } from '@tanstack/react-router';

/** The states of a work list as links, so that each has an address. */
export function StateLinks({
  label,
  states,
  value,
}: {
  label: string;
  states: readonly { readonly value: string; readonly label: string }[];
  value: string;
}) {
  return (
    <nav aria-label={label} className="print:hidden">
      <ul className="flex flex-wrap gap-2">
        {states.map((state) => (
          <li key={state.value}>
            <Link
              to="."
              search={{ state: state.value }}
              className="pill inline-flex items-center"
              aria-current={state.value === value ? 'page' : undefined}
            >
              {state.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
