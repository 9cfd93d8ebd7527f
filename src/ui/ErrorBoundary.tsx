import { Component, type ReactNode } from 'react';
import { errorMessage } from '../core/errors';
import { texts } from '../texts/page';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
  /** Forgets what was saved, in case that is what breaks the page. */
  readonly onForget: () => void;
}

/** Shows what broke instead of a blank page. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <main className="crash" role="alert">
        <h1>{texts.notices.crashTitle}</h1>
        <p>{texts.notices.crashText}</p>
        <pre>{errorMessage(error)}</pre>
        <p>
          <button type="button" onClick={() => window.location.reload()}>
            {texts.notices.reload}
          </button>{' '}
          <button
            type="button"
            onClick={() => {
              this.props.onForget();
              window.location.reload();
            }}
          >
            {texts.notices.forget}
          </button>
        </p>
      </main>
    );
  }
}
