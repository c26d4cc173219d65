import type { ComponentChildren } from 'preact';

interface TableProps {
  readonly columns: readonly string[];
  /** Rows. */
  readonly children: ComponentChildren;
}

/** Scrolls within its own box where the page is narrow. */
export function Table({ columns, children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard.
    <div class="scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
