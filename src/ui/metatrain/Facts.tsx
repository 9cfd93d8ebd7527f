import { metaTrainTexts } from '../../texts/metaTraining';
import { Card } from '../Card';

const { title, points } = metaTrainTexts.facts;

/** Expectations, in measured numbers. */
export function Facts() {
  return (
    <Card title={title}>
      <ul className="meta-points small">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </Card>
  );
}
