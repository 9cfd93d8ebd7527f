import { type ReactNode, useId } from 'react';

interface CardProps {
  readonly title: string;
  readonly subtitle?: ReactNode;
  /** Controls at the end of the title line. */
  readonly actions?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A titled part of the page. */
export function Card({ title, subtitle, actions, className = '', children }: CardProps) {
  const id = useId();
  return (
    <section className={`card ${className}`} aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
        {subtitle !== undefined && <span className="small mute">{subtitle}</span>}
        {actions !== undefined && <div className="card-actions">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
