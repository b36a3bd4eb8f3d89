import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IntakeFile, UploadAnswer } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { FileDrop } from '../../components/file-drop.tsx';
import { Notice } from '../../components/notice.tsx';

/** Choose or drop one claim file; one that was taken in before is named and can be opened. */
export function UploadBox({ onTaken }: { onTaken: (file: IntakeFile) => void }) {
  const { t } = useTranslation();
  const [duplicate, setDuplicate] = useState<IntakeFile | null>(null);
  const take = (answer: UploadAnswer) => {
    setDuplicate(answer.duplicate ? answer.file : null);
    if (!answer.duplicate) onTaken(answer.file);
  };
  return (
    <div className="space-y-3">
      <FileDrop<UploadAnswer>
        label={t('intake.upload')}
        title={t('intake.drop')}
        note={t('intake.dropNote')}
        path="/claims/files"
        onTaken={take}
      />
      {duplicate ? (
        <Notice tone="info" title={t('intake.duplicate', { name: duplicate.name })} live>
          <p>{t('intake.duplicateNote')}</p>
          <div className="mt-2">
            <Button onPress={() => onTaken(duplicate)}>{t('intake.openDuplicate')}</Button>
          </div>
        </Notice>
      ) : null}
    </div>
  );
}
