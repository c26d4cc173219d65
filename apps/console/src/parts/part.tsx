import { Component, type ComponentChildren } from 'preact';

interface PartProps {
  /** As its own heading says it. */
  readonly name: string;
  readonly children: ComponentChildren;
}

/**
 * A part of a page that stands or falls by itself. In the minutes of a rollout an API of another release answers, and what
 * it does not know yet is missing: the part says so, the rest of the page is there, and the next answer is tried anew.
 */
export class Part extends Component<PartProps, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static override getDerivedStateFromError(): { readonly isBroken: boolean } {
    return { isBroken: true };
  }

  override componentDidUpdate({ children }: PartProps): void {
    if (this.state.isBroken && children !== this.props.children) {
      this.setState({ isBroken: false });
    }
  }

  override render({ name, children }: PartProps, { isBroken }: { readonly isBroken: boolean }): ComponentChildren {
    return isBroken ? (
      <section>
        <h2>{name}</h2>
        <p class="problem" role="status">
          This part cannot be shown: the API that answers is of another release. All else on the page is as it says.
        </p>
      </section>
    ) : (
      children
    );
  }
}
