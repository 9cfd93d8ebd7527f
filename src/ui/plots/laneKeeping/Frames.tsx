import { NativeSelect } from '@mantine/core';
import { useMemo } from 'react';
import { FRAMES } from '../../../data/driving/drive';
import type { LaneKeepingView } from '../../../tasks/laneKeeping/view';
import { viewTexts } from '../../../texts/views';
import { ArmKeys } from '../ArmKeys';
import { ChartCard } from '../ChartCard';
import { FADED } from '../chartLayout';
import { greyPainter, PixelCanvas } from '../PixelCanvas';
import { stepName } from '../stepName';
import type { Views } from '../useViews';
import { SeedSelect } from '../viewControls';
import { formatDegrees } from './formatDegrees';
import './laneKeeping.css';
import { steeredTrack } from './steeredTrack';

interface FramesProps {
  readonly views: Views<LaneKeepingView>;
  readonly drive: number;
  readonly onDrive: (drive: number) => void;
}

const { driving: words } = viewTexts;

/** The frames of a drive, with what the driver and every network steer at each. */
export function Frames({ views, drive, onDrive }: FramesProps) {
  const { shown } = views;
  const { drives } = shown[0].view;
  const { driver } = drives[drive];
  return (
    <ChartCard
      title={words.frames}
      subtitle={stepName(shown)}
      className="full"
      actions={
        <>
          <NativeSelect
            size="xs"
            className="small-select"
            aria-label={words.drive}
            value={String(drive)}
            onChange={(event) => onDrive(Number(event.currentTarget.value))}
            data={drives.map((_, index) => ({ value: String(index), label: words.driveName(index + 1) }))}
          />
          <SeedSelect />
        </>
      }
      label={words.steeringLabel}
      table={() => ({
        head: [words.frame, words.driver, ...shown.map(({ arm }) => arm.label)],
        rows: Array.from({ length: FRAMES }, (_, frame) => [
          String(frame),
          formatDegrees(driver[frame]),
          ...shown.map(({ view }) => formatDegrees(view.drives[drive].answer[frame])),
        ]),
      })}
    >
      <ol className="lane-frames">
        {Array.from({ length: FRAMES }, (_, frame) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: frames are their index
          <OneFrame key={frame} views={views} drive={drive} frame={frame} />
        ))}
      </ol>
      <p className="small mute keys">
        <ArmKeys arms={shown.map(({ arm }) => arm)} />
        <span>{words.framesKey}</span>
      </p>
    </ChartCard>
  );
}

interface OneFrameProps {
  readonly views: Views<LaneKeepingView>;
  readonly drive: number;
  readonly frame: number;
}

function OneFrame({ views: { shown }, drive, frame }: OneFrameProps) {
  const { size, drives } = shown[0].view;
  const { frames, driver } = drives[drive];
  const paint = useMemo(() => {
    const first = frame * size.height * size.width;
    return greyPainter((index) => frames[first + index] / 255);
  }, [frames, frame, size]);
  const angles = [
    words.angle(words.driver, formatDegrees(driver[frame])),
    ...shown.map(({ arm, view }) => words.angle(arm.label, formatDegrees(view.drives[drive].answer[frame]))),
  ];
  const label = words.frameLabel(frame, angles.join(', '));
  return (
    <li title={label}>
      <div className="lane-frame">
        <PixelCanvas label={label} width={size.width} height={size.height} paint={paint} />
        <svg viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true">
          <polyline className="lane-driver" points={steeredTrack(driver[frame], size)} />
          {shown.map(({ arm, view, faded }) => (
            <polyline
              key={arm.id}
              points={steeredTrack(view.drives[drive].answer[frame], size)}
              // Frames are grey in either theme, so tracks have the colours of the dark one.
              stroke={arm.look.dark}
              opacity={faded ? FADED : 1}
            />
          ))}
        </svg>
      </div>
      <span className="small mute" aria-hidden="true">
        {formatDegrees(driver[frame])}°
      </span>
    </li>
  );
}
