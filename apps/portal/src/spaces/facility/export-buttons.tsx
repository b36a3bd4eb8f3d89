import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { office } from '../../api/access.ts';
import { EXPORT_FORMATS, type ExportFormat, type ViewLogFilter } from '../../api/access-types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Problem } from '../../components/problem.tsx';
import { dayOfInstant, fromDay } from '../../lib/dates.ts';
import { saveFile } from '../../lib/save-file.ts';

const ENDINGS: Record<ExportFormat, string> = { csv: 'csv', xlsx: 'xlsx', fhir: 'json' };

/** The log as a file; the server asks for a factor first and notes that the file was made. */
export function ExportButtons({ filter }: { filter: ViewLogFilter }) {
  const { t } = useTranslation();
  const save = useMutation({
    mutationFn: (format: ExportFormat) => office.exportViewLog(filter, format),
    onSuccess: (bytes, format) => {
      const today = fromDay(dayOfInstant(new Date().toISOString()));
      saveFile(`view-log-${today}.${ENDINGS[format]}`, bytes);
    },
  });
  return (
    <div className="space-y-2 print:hidden">
      <div className="flex flex-wrap items-center gap-2">
        {EXPORT_FORMATS.map((format) => (
          <Button key={format} isDisabled={save.isPending} onPress={() => save.mutate(format)}>
            <Icon name="download" />
            {t(`viewLog.export.${format}`)}
          </Button>
        ))}
        <p className="text-sm text-soft">{t('viewLog.exportNote')}</p>
      </div>
      {save.isSuccess ? (
        <p role="status" className="font-bold text-good">
          {t('viewLog.saved')}
        </p>
      ) : null}
      {save.isError ? <Problem error={save.error} /> : null}
    </div>
  );
}
