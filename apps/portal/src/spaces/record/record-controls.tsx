import { ToggleButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { PatientRecord } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { useRecordSearch } from './use-record-search.ts';

const VIEWS = ['axis', 'drugs', 'treatments', 'calendar', 'visits'] as const;
const CATEGORY_CHOICES = ['medication', 'treatment', 'surgery'] as const;
const SETTINGS = ['inpatient', 'outpatient', 'pharmacy'] as const;

/** How to look, and what to look at; everything stands in the address. */
export function RecordControls({
  record,
  shownDrugs,
  shownTreatments,
}: {
  record: PatientRecord;
  shownDrugs: number;
  shownTreatments: number;
}) {
  const { t } = useTranslation();
  const [search, change] = useRecordSearch();
  const view = search.view ?? 'axis';
  const filtered = Boolean(search.q || search.cat || search.setting || search.current);
  const categories = CATEGORY_CHOICES.filter((category) =>
    record.categories.some((one) => one.category === category && one.shown),
  );
  return (
    <div className="space-y-2 print:hidden">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a flex row in all browsers */}
      <div role="group" aria-label={t('view.label')} className="flex flex-wrap gap-1 border-b-2 border-edge">
        {VIEWS.map((one) => (
          <ToggleButton
            key={one}
            className="view-tab min-h-11 px-4 py-1"
            isSelected={view === one}
            onChange={() => change({ view: one === 'axis' ? undefined : one })}
          >
            {t(`view.${one}`)}
          </ToggleButton>
        ))}
      </div>
      <search className="flex flex-wrap items-center gap-2">
        <label className="flex items-center gap-2">
          <span className="text-sm">{t('filter.text')}</span>
          <input
            type="search"
            className="field w-52"
            defaultValue={search.q ?? ''}
            placeholder={t('filter.textHint')}
            onChange={(event) => change({ q: event.target.value })}
          />
        </label>
        <ToggleButton
          className="pill"
          isSelected={search.current === '1'}
          onChange={(on) => change({ current: on ? '1' : undefined })}
        >
          {t('filter.current')}
        </ToggleButton>
        <label className="flex items-center gap-2">
          <span className="text-sm">{t('filter.category')}</span>
          <select
            className="field w-auto"
            value={search.cat ?? ''}
            onChange={(e) => change({ cat: e.target.value })}
          >
            <option value="">{t('common.all')}</option>
            {categories.map((category) => (
              <option key={category} value={category}>
                {t(`category.${category}`)}
              </option>
            ))}
          </select>
        </label>
        <label className="flex items-center gap-2">
          <span className="text-sm">{t('filter.setting')}</span>
          <select
            className="field w-auto"
            value={search.setting ?? ''}
            onChange={(e) => change({ setting: e.target.value })}
          >
            <option value="">{t('common.all')}</option>
            {SETTINGS.map((setting) => (
              <option key={setting} value={setting}>
                {t(`setting.${setting}`)}
              </option>
            ))}
          </select>
        </label>
        {filtered ? (
          <Button
            look="quiet"
            onPress={() => change({ q: undefined, cat: undefined, setting: undefined, current: undefined })}
          >
            {t('filter.clear')}
          </Button>
        ) : null}
        <p role="status" className="text-sm text-soft">
          {t('filter.shown', { drugs: shownDrugs, treatments: shownTreatments })}
        </p>
      </search>
    </div>
  );
}
