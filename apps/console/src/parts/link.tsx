import type { ComponentChildren } from 'preact';

interface LinkProps {
  /** From an answer: it is followed only where it leads to a page. */
  readonly href: string;
  readonly children: ComponentChildren;
}

/** An address that comes from elsewhere. What is no address of the web is shown, and leads nowhere. */
export function Link({ href, children }: LinkProps) {
  return /^https?:\/\//i.test(href) ? (
    <a href={href} rel="noreferrer">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  );
}
