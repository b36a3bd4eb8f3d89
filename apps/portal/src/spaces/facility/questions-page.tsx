import { useMutation, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { office } from '../../api/access.ts';
import type { FacilityQuestion } from '../../api/access-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { StateLinks } from '../../components/state-links.tsx';
import { TextArea } from '../../components/text-area.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { dayOfInstant } from '../../lib/dates.ts';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useNow } from '../../lib/use-now.ts';
import { useAccessWords } from '../person/access-words.ts';

const STATES = ['open', 'answered'] as const;
/** From so many days before it is due a question is marked. */
const SOON_DAYS = 3;

/** What patients ask about looks at their records, the most urgent first. @spec phr.md §3 A3 */
export function QuestionsPage() {
  const { t } = useTranslation();
  const search: { readonly state?: string } = useSearch({ from: '/shell/facility/questions' });
  const state = STATES.find((one) => one === search.state) ?? 'open';
  const list = useQuery({
    queryKey: ['facility', 'questions', state],
    queryFn: () => office.questions(state),
  });
  const [done, setDone] = useState(false);
  const answered = () => {
    setDone(true);
    void queryClient.invalidateQueries({ queryKey: ['facility', 'questions'] });
  };
  return (
    <Page title={t('question.title')} lead={t('question.lead')}>
      <StateLinks
        label={t('question.states')}
        value={state}
        states={STATES.map((value) => ({ value, label: t(`question.state.${value}`) }))}
      />
      {done ? <Notice tone="good" title={t('question.done')} live /> : null}
      {list.isPending ? <Waiting label={t('nav.questions')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.data?.questions.length === 0 ? <Empty title={t(`question.none.${state}`)} /> : null}
      <ul className="space-y-3">
        {list.data?.questions.map((question) => (
          <Question key={question.id} question={question} onAnswered={answered} />
        ))}
      </ul>
    </Page>
  );
}

function Question({ question, onAnswered }: { question: FacilityQuestion; onAnswered: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useAccessWords();
  const { entry } = question;
  return (
    <li className="panel p-4">
      {question.answer === null ? <Due dueAt={question.dueAt} /> : null}
      <p className="text-sm text-soft">
        {t('question.asked', { name: question.personName, at: formatInstant(question.askedAt, language) })}
      </p>
      <p className="my-1 border-l-4 border-accent pl-3 text-lg whitespace-pre-wrap">{question.text}</p>
      <p className="text-sm">
        {t('question.about', {
          at: formatInstant(entry.at, language),
          who: `${entry.displayName} (${entry.account ?? '—'})`,
          act: words.purpose(entry.purpose),
          categories: words.categories(entry.categories) || '—',
        })}
      </p>
      {question.answer === null ? (
        <AnswerForm question={question} onAnswered={onAnswered} />
      ) : (
        <p className="mt-3 whitespace-pre-wrap">
          <span className="block text-sm text-soft">
            {t('question.answeredAt', {
              at: formatInstant(question.answeredAt ?? question.askedAt, language),
            })}
          </span>
          {question.answer}
        </p>
      )}
    </li>
  );
}

function Due({ dueAt }: { dueAt: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const left = dayOfInstant(dueAt) - dayOfInstant(new Date(useNow()).toISOString());
  const look = left < 0 ? 'text-danger' : left <= SOON_DAYS ? 'text-warn' : '';
  return (
    <p className={`flex items-center gap-1.5 font-bold ${look}`}>
      {left <= SOON_DAYS ? <Icon name="warning" /> : null}
      {t('question.due', { at: formatInstant(dueAt, language) })}{' '}
      {left < 0 ? t('question.late', { n: -left }) : t('question.left', { n: left })}
    </p>
  );
}

function AnswerForm({ question, onAnswered }: { question: FacilityQuestion; onAnswered: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const answer = useMutation({
    mutationFn: () => office.answer(question.id, text.trim()),
    onSuccess: onAnswered,
  });
  return (
    <div className="mt-3 max-w-2xl space-y-3 border-t border-line pt-3 print:hidden">
      <TextArea
        label={t('question.answer')}
        help={t('question.answerHelp')}
        value={text}
        onChange={setText}
      />
      <Button isDisabled={text.trim() === '' || answer.isPending} onPress={() => answer.mutate()}>
        {t('question.send')}
      </Button>
      {answer.isError ? <Problem error={answer.error} /> : null}
    </div>
  );
}
