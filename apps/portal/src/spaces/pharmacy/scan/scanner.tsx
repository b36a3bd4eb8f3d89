import { readSymbols } from '@tsunagu/jahis/qr';
import { useState } from 'react';
import { DropZone, FileTrigger, Text } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Notice } from '../../../components/notice.tsx';
import { TextArea } from '../../../components/text-area.tsx';
import { Camera, hasCamera } from './camera.tsx';
import { type Collected, collect, NOTHING_COLLECTED } from './collect.ts';
import { type Pixels, pixelsOfFile } from './pixels.ts';

type Fault = 'no-picture' | 'no-code' | null;

/**
 * Reads a two-dimensional code: by the camera, from pictures, or as text from a scanner that types. A code in several
 * symbols is put together from as many pictures as it takes. Pictures stay in this window.
 */
export function Scanner({
  busy,
  typedLabel,
  typedHelp,
  onBytes,
  onText,
}: {
  busy: boolean;
  /** Of the field for text: a scanner types at a counter, people at home paste. */
  typedLabel: string;
  typedHelp: string;
  onBytes: (bytes: Uint8Array) => void;
  onText: (text: string) => void;
}) {
  const { t } = useTranslation();
  const [collected, setCollected] = useState<Collected>(NOTHING_COLLECTED);
  const [fault, setFault] = useState<Fault>(null);
  const [filming, setFilming] = useState(false);
  const [text, setText] = useState('');
  /** Looks at these pictures, too; a whole code is handed on at once. */
  const take = (before: Collected, pictures: readonly Pixels[]): Collected => {
    const now = collect(before, pictures, readSymbols);
    setCollected(now.whole === null ? now : NOTHING_COLLECTED);
    if (now.whole !== null) {
      setFault(null);
      setFilming(false);
      onBytes(now.whole.bytes);
    }
    return now;
  };
  // A file that is no picture holds the text of the code itself.
  const takeFiles = async (files: readonly File[]) => {
    const text = files.find(({ type }) => !type.startsWith('image/'));
    if (text !== undefined) {
      onBytes(new Uint8Array(await text.arrayBuffer()));
      return;
    }
    try {
      const pictures = await Promise.all(files.map(pixelsOfFile));
      const { seen } = take(collected, pictures);
      setFault(seen ? null : 'no-code');
    } catch {
      setFault('no-picture');
    }
  };
  const submit = () => {
    const typed = text.trim();
    if (typed === '') return;
    setText('');
    onText(typed);
  };
  return (
    <div className="space-y-3">
      <Pictures busy={busy} onFiles={(files) => void takeFiles(files)} onFilm={() => setFilming(true)} />
      {filming ? (
        <Camera onPicture={(picture) => void take(collected, [picture])} onClose={() => setFilming(false)} />
      ) : null}
      <Told collected={collected} fault={fault} onForget={() => setCollected(NOTHING_COLLECTED)} />
      <form
        className="space-y-2"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextArea
          label={typedLabel}
          help={typedHelp}
          rows={2}
          maxLength={100_000}
          value={text}
          onChange={setText}
        />
        <Button type="submit" isDisabled={busy || text.trim() === ''}>
          {t('pharmacy.scan.useTyped')}
        </Button>
      </form>
    </div>
  );
}

function Pictures({
  busy,
  onFiles,
  onFilm,
}: {
  busy: boolean;
  onFiles: (files: readonly File[]) => void;
  onFilm: () => void;
}) {
  const { t } = useTranslation();
  return (
    <DropZone
      className="drop rounded-8 border-2 border-dashed border-edge bg-panel px-4 py-4 text-center"
      getDropOperation={() => 'copy'}
      onDrop={async (event) => {
        const files = await Promise.all(
          event.items.flatMap((item) => (item.kind === 'file' ? [item.getFile()] : [])),
        );
        onFiles(files);
      }}
    >
      <Text slot="label" className="mb-2 block text-sm">
        {t('pharmacy.scan.drop')}
      </Text>
      <div className="flex flex-wrap justify-center gap-2">
        {hasCamera() ? (
          <Button isDisabled={busy} onPress={onFilm}>
            {t('pharmacy.scan.camera')}
          </Button>
        ) : null}
        <FileTrigger
          allowsMultiple
          acceptedFileTypes={['image/*', '.txt', '.csv']}
          onSelect={(list) => onFiles([...(list ?? [])])}
        >
          <Button isDisabled={busy}>
            <Icon name="intake" />
            {t('pharmacy.scan.picture')}
          </Button>
        </FileTrigger>
      </div>
    </DropZone>
  );
}

function Told({ collected, fault, onForget }: { collected: Collected; fault: Fault; onForget: () => void }) {
  const { t } = useTranslation();
  const { missing } = collected;
  return (
    <>
      {fault === null ? null : (
        <Notice tone="warn" title={t(`pharmacy.scan.fault.${fault}`)} live>
          {t('pharmacy.scan.faultNote')}
        </Notice>
      )}
      {missing.length > 0 ? (
        <Notice tone="info" title={t('pharmacy.scan.more', { n: missing.length })} live>
          <p>{t('pharmacy.scan.missing', { numbers: missing.join(t('visits.comma')) })}</p>
          <Button look="quiet" onPress={onForget}>
            {t('pharmacy.scan.forget')}
          </Button>
        </Notice>
      ) : null}
    </>
  );
}
