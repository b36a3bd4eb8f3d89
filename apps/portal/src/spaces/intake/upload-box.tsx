import { useRef, useState } from 'react';
import { DropZone, FileTrigger, Text } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.ts';
import type { IntakeFile } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { ByteProgress } from './progress.tsx';
import { type Upload, uploadClaimFile } from './upload.ts';

interface Sending {
  readonly name: string;
  readonly bytes: number;
  readonly sent: number;
}

/** Choose or drop one claim file; shows how the sending goes and lets it be stopped. */
export function UploadBox({ onTaken }: { onTaken: (file: IntakeFile) => void }) {
  const { t } = useTranslation();
  const [sending, setSending] = useState<Sending | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [duplicate, setDuplicate] = useState<IntakeFile | null>(null);
  const running = useRef<Upload | null>(null);

  const send = async (file: File) => {
    setError(null);
    setDuplicate(null);
    setSending({ name: file.name, bytes: file.size, sent: 0 });
    const upload = uploadClaimFile(file, (sent) => setSending({ name: file.name, bytes: file.size, sent }));
    running.current = upload;
    try {
      const answer = await upload.done;
      if (answer.duplicate) setDuplicate(answer.file);
      else onTaken(answer.file);
    } catch (failure) {
      setError(failure);
    } finally {
      running.current = null;
      setSending(null);
    }
  };

  const stopped = error instanceof ApiError && error.code === 'UPLOAD_STOPPED';
  return (
    <section aria-label={t('intake.upload')} className="space-y-3">
      <DropZone
        className="drop rounded-8 border-2 border-dashed border-edge bg-panel px-4 py-6 text-center"
        getDropOperation={() => 'copy'}
        onDrop={async (event) => {
          const item = event.items.find((one) => one.kind === 'file');
          if (item?.kind === 'file' && sending === null) await send(await item.getFile());
        }}
      >
        <Text slot="label" className="mb-2 block font-bold">
          {t('intake.drop')}
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
        <p className="mt-2 text-sm text-soft">{t('intake.dropNote')}</p>
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
      {duplicate ? (
        <Notice tone="info" title={t('intake.duplicate', { name: duplicate.name })} live>
          <p>{t('intake.duplicateNote')}</p>
          <div className="mt-2">
            <Button onPress={() => onTaken(duplicate)}>{t('intake.openDuplicate')}</Button>
          </div>
        </Notice>
      ) : null}
    </section>
  );
}
