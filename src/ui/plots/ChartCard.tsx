import { type ReactNode, useState } from 'react';
import { texts } from '../../texts/page';
import { Card } from '../Card';
import { IconButton } from '../IconButton';
import { IconChartLine, IconTable } from '../icons';
import { DataTable } from './DataTable';

interface TableData {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface ChartCardProps {
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly className?: string;
  readonly actions?: ReactNode;
  /** Names the table. */
  readonly label: string;
  /** The numbers behind the drawing; called when they are shown. */
  readonly table: () => TableData;
  readonly children: ReactNode;
}

/** A drawing in a card that can be turned into the table behind it. */
export function ChartCard({ title, subtitle, className, actions, label, table, children }: ChartCardProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Card
      title={title}
      subtitle={subtitle}
      className={className}
      actions={
        <>
          {actions}
          <IconButton
            label={asTable ? texts.table.hide : texts.table.show}
            size={28}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? <IconChartLine size={16} /> : <IconTable size={16} />}
          </IconButton>
        </>
      }
    >
      {asTable ? (
        <div className="behind">
          <DataTable caption={label} {...table()} />
        </div>
      ) : (
        children
      )}
    </Card>
  );
}
