import { useRef, useState } from 'react';
import { DropZone, FileTrigger, Text } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/client.ts';
import { type Upload, uploadFile } from '../api/upload.ts';
import { Button } from './button.tsx';
import { ByteProgress } from './byte-progress.tsx';
import { Icon } from './icon.tsx';
import { Notice } from './notice.tsx';
import { Problem } from './problem.tsx';

interface Sending {
  readonly name: string;
  readonly bytes: number;
  readonly sent: number;
}

/** Choose or drop one file for `path`; shows how the sending goes and lets it be stopped. */
export function FileDrop<T>({
  label,
  title,
  note,
  path,
  onTaken,
}: {
  label: string;
  title: string;
  note: string;
  path: string;
  onTaken: (answer: T) => void;
}) {
  const { t } = useTranslation();
  const [sending, setSending] = useState<Sending | null>(null);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<Upload<T> | null>(null);
  const send = async (file: File) => {
    setError(null);
    const show = (sent: number) => setSending({ name: file.name, bytes: file.size, sent });
    show(0);
    const upload = uploadFile<T>(path, file, show);
    running.current = upload;
    try {
      onTaken(await upload.done);
    } catch (failure) {
      setError(failure);
    } finally {
      running.current = null;
      setSending(null);
    }
  };
  const stopped = error instanceof ApiError && error.code === 'UPLOAD_STOPPED';
  return (
    <section aria-label={label} className="space-y-3">
      <DropZone
        className="drop rounded-8 border-2 border-dashed border-edge bg-panel px-4 py-6 text-center"
        getDropOperation={() => 'copy'}
        onDrop={async (event) => {
          const item = event.items.find((one) => one.kind === 'file');
          if (item?.kind === 'file' && sending === null) await send(await item.getFile());
        }}
      >
        <Text slot="label" className="mb-2 block font-bold">
          {title}
        </Text>
        <FileTrigger
          onSelect={(list) => {
            const file = list?.[0];
            if (file !== undefined) void send(file);
          }}
        >
          <Button look="primary" isDisabled={sending !== null}>
            <Icon name="intake" />
            {t('intake.choose')}
          </Button>
        </FileTrigger>
        <p className="mx-auto mt-2 max-w-prose text-sm text-soft">{note}</p>
      </DropZone>
      {sending ? (
        <div className="panel space-y-2 p-4">
          <ByteProgress
            label={t('intake.sending', { name: sending.name })}
            done={sending.sent}
            total={sending.bytes}
          />
          <Button onPress={() => running.current?.abort()}>{t('intake.stop')}</Button>
        </div>
      ) : null}
      {stopped ? (
        <Notice tone="info" title={t('intake.stopped')} live>
          {t('intake.stoppedNote')}
        </Notice>
      ) : null}
      {error !== null && !stopped ? <Problem error={error} /> : null}
    </section>
  );
}
