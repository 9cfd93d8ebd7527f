import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { openFile, openLink } from '../../store/links';
import { shareTexts } from '../../texts/share';
import { usePlayground } from '../context';
import { FileChooser } from '../FileChooser';
import { IconFile } from '../icons';

const words = shareTexts.open;

/** Takes a link or a file; what is wrong with one is said among the notices. */
export function OpenTab({ onOpened }: { readonly onOpened: () => void }) {
  const playground = usePlayground();
  const [text, setText] = useState('');
  const open = async () => {
    if (await openLink(playground, text)) onOpened();
  };
  return (
    <div className="share-panel">
      <form
        className="share-open"
        onSubmit={(event) => {
          event.preventDefault();
          open();
        }}
      >
        <TextInput
          label={words.label}
          description={words.hint}
          placeholder={words.placeholder}
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" disabled={text.trim() === ''}>
          {words.go}
        </Button>
      </form>
      <section className="share-stack" aria-label={words.file}>
        <h3>{words.file}</h3>
        <p className="small mute">{words.fileHint}</p>
        <div className="share-line">
          <FileChooser
            accept=".json,application/json"
            onFiles={async ([file]) => {
              if (await openFile(playground, file)) onOpened();
            }}
          >
            {(props) => (
              <Button {...props} size="compact-md" variant="default" leftSection={<IconFile size={15} />}>
                {words.pick}
              </Button>
            )}
          </FileChooser>
        </div>
      </section>
    </div>
  );
}
