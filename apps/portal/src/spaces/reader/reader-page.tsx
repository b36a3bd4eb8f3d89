import { useRouter } from '@tanstack/react-router';
import i18next from 'i18next';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { eligibilityApi } from '../../api/eligibility.ts';
import type { Identification, Identified } from '../../api/eligibility-types.ts';
import { identity } from '../../api/identity.ts';
import type { Session } from '../../api/types.ts';
import { useSeatState } from '../../app/idle-lock.ts';
import { LockScreen } from '../../app/lock-screen.tsx';
import { setPreferences, usePreferences } from '../../app/preferences.ts';
import { queryClient } from '../../app/query-client.ts';
import { Redirect } from '../../app/redirect.tsx';
import { isAtReception, SESSION_KEY, useSessionAnswer } from '../../app/session.tsx';
import { leftByChoice } from '../../app/sign-out.ts';
import { StepUp } from '../../app/step-up.tsx';
import { Button } from '../../components/button.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { CardStep } from './card-step.tsx';
import { ChooseStep, ConsentStep } from './consent-step.tsx';
import { DoneStep, ProblemStep } from './end-steps.tsx';
import { DEMO_PIN, faultOf, identify, isWrongPin } from './identify.ts';
import { IdentifyStep, PinStep, StaffStep } from './identify-step.tsx';
import { KioskButton, Screen } from './kiosk.tsx';
import {
  afterChoice,
  afterWrongPin,
  asksPrescription,
  type Card,
  type Choice,
  idleSeconds,
  START,
  type Step,
} from './model.ts';
import { useIdle } from './use-idle.ts';

/** While the device stands as a reader, the server is told now and then that it is in use. */
const ALIVE_MS = 60_000;
const WARN_SECONDS = 15;
/** Somebody who pressed the staff's button and went away leaves the words for patients behind. */
const UNLOCK_SECONDS = 60;

/** The card reader at the institution's entrance: full screen, no way into the desk. @spec eligibility.md §3.2 */
export function ReaderPage() {
  const { t } = useTranslation();
  const answer = useSessionAnswer();
  const seat = useSeatState();
  useEffect(() => {
    document.title = `${t('reader.name')} | ${t('app.name')}`;
    const timer = setInterval(() => void queryClient.invalidateQueries({ queryKey: SESSION_KEY }), ALIVE_MS);
    return () => clearInterval(timer);
  }, [t]);
  // A moment without the server takes nothing from a patient who is at the reader.
  if (answer.data === undefined)
    return (
      <main className="mx-auto max-w-2xl p-6">
        <h1 className="mb-4 text-2xl">{t('reader.name')}</h1>
        {answer.isError ? (
          <Problem error={answer.error} onRetry={() => answer.refetch()} />
        ) : (
          <Waiting label={t('reader.name')} />
        )}
      </main>
    );
  const { session } = answer.data;
  if (session !== null && (session.stage === 'locked' || seat === 'locked'))
    return <LockedReader session={session} />;
  if (session?.stage !== 'complete')
    return <Redirect href={leftByChoice() ? '/sign-in' : '/sign-in?next=%2Freader'} />;
  return (
    <Frame mayLeave>
      {isAtReception(session.roles) ? (
        <Reader kind={session.organisation?.kind} />
      ) : (
        <Screen title={t('reader.closed.title')} lead={t('reader.closed.lead')} />
      )}
      <StepUp session={session} />
    </Frame>
  );
}

/** The session behind the reader was locked: patients are sent to the desk, staff give a factor and it goes on. */
function LockedReader({ session }: { session: Session }) {
  const { t } = useTranslation();
  const [unlocking, setUnlocking] = useState(false);
  const giveUp = useCallback(() => setUnlocking(false), []);
  useIdle(unlocking ? UNLOCK_SECONDS : null, giveUp);
  if (unlocking) return <LockScreen session={session} />;
  return (
    <Frame mayLeave={false}>
      <Screen title={t('reader.locked.title')} lead={t('reader.locked.lead')}>
        <KioskButton icon="lock" note={t('reader.locked.unlockNote')} onPress={() => setUnlocking(true)}>
          {t('reader.locked.unlock')}
        </KioskButton>
      </Screen>
    </Frame>
  );
}

function Frame({ mayLeave, children }: { mayLeave: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  const session = useSessionAnswer().data?.session ?? null;
  const { language } = usePreferences();
  const router = useRouter();
  const other = language === 'ja' ? 'en' : 'ja';
  const switchLanguage = () => {
    setPreferences({ language: other });
    void i18next.changeLanguage(other);
  };
  // Leaving locks the session first: what is behind the reader is for staff only.
  const leave = async () => {
    try {
      await identity.lock();
    } finally {
      await queryClient.invalidateQueries({ queryKey: SESSION_KEY });
      router.history.replace('/');
    }
  };
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex flex-wrap items-center justify-between gap-3 border-b border-line bg-panel px-6 py-3">
        <p className="text-xl font-bold">{session?.organisation?.name ?? t('app.name')}</p>
        <Button extra="min-h-14 text-xl" onPress={switchLanguage}>
          <span lang={other}>{other === 'en' ? 'English' : '日本語'}</span>
        </Button>
      </header>
      <main className="mx-auto w-full max-w-4xl flex-1 px-5 py-8">{children}</main>
      <footer className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-6 py-2 text-base text-soft">
        <p>{t('reader.simulated')}</p>
        {mayLeave ? (
          <Button look="quiet" onPress={() => void leave()}>
            {t('reader.leave')}
          </Button>
        ) : null}
      </footer>
    </div>
  );
}

function Reader({ kind }: { kind: string | undefined }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>(START);
  // Answers that come after everything was cleared belong to nobody.
  const round = useRef(0);
  const restart = useCallback(() => {
    round.current += 1;
    setStep(START);
  }, []);
  const left = useIdle(idleSeconds(step), restart);
  const withPrescription = asksPrescription(kind);

  const show = async (card: Card, pin: string, how: Identification, typed: Step) => {
    const mine = round.current;
    const go = (next: Step) => (mine === round.current ? setStep(next) : undefined);
    setStep({ at: 'working' });
    try {
      go({ at: 'consent', who: await identify(card, pin, how) });
    } catch (error) {
      if (typed.at === 'pin' && isWrongPin(error)) go(afterWrongPin(typed));
      else go({ at: 'problem', fault: faultOf(error), again: { at: 'identify', card } });
    }
  };
  const choose = (card: Card, how: Identification) => {
    const next = afterChoice(card, how);
    if (next === 'identify-now') void show(card, DEMO_PIN, how, step);
    else setStep(next);
  };
  const finish = async (who: Identified, choice: Choice) => {
    const mine = round.current;
    const again = step;
    setStep({ at: 'working' });
    try {
      const { checkIn } = await eligibilityApi.finishCheckIn(who.checkInId, choice);
      if (mine === round.current) {
        setStep({ at: 'done', checkIn, answer: who.answer, asked: who.asks.length > 0 });
      }
    } catch (error) {
      if (mine === round.current) setStep({ at: 'problem', fault: faultOf(error), again });
    }
  };
  return (
    <>
      {step.at === 'card' ? <CardStep onCard={(card) => setStep({ at: 'identify', card })} /> : null}
      {step.at === 'identify' ? (
        <IdentifyStep
          onChoose={(how) =>
            how === 'staff-look' ? setStep({ at: 'staff', card: step.card }) : choose(step.card, how)
          }
        />
      ) : null}
      {step.at === 'staff' ? (
        <StaffStep
          onConfirm={() => choose(step.card, 'staff-look')}
          onBack={() => setStep({ at: 'identify', card: step.card })}
        />
      ) : null}
      {step.at === 'pin' ? (
        <PinStep
          key={step.wrong}
          opensFile={step.identification !== 'pin'}
          wrong={step.wrong}
          onPin={(pin) => void show(step.card, pin, step.identification, step)}
          onBack={() => setStep({ at: 'identify', card: step.card })}
        />
      ) : null}
      {step.at === 'working' ? <Screen title={t('reader.working')} /> : null}
      {step.at === 'consent' ? (
        <ConsentStep
          who={step.who}
          withPrescription={withPrescription}
          onChoose={() => setStep({ at: 'choose', who: step.who })}
          onFinish={(choice) => void finish(step.who, choice)}
        />
      ) : null}
      {step.at === 'choose' ? (
        <ChooseStep
          who={step.who}
          withPrescription={withPrescription}
          onBack={() => setStep({ at: 'consent', who: step.who })}
          onFinish={(choice) => void finish(step.who, choice)}
        />
      ) : null}
      {step.at === 'done' ? <DoneStep checkIn={step.checkIn} answer={step.answer} onEnd={restart} /> : null}
      {step.at === 'problem' ? (
        <ProblemStep
          fault={step.fault}
          onAgain={step.again.at === 'card' ? null : () => setStep(step.again)}
          onStart={restart}
        />
      ) : null}
      {step.at !== 'card' && step.at !== 'working' ? (
        <div className="mt-8 flex flex-wrap items-center justify-between gap-3">
          {step.at === 'done' || step.at === 'problem' ? null : (
            <Button extra="min-h-14 text-xl" onPress={restart}>
              {t('reader.restart')}
            </Button>
          )}
          <p
            className={`text-lg ${left !== null && left <= WARN_SECONDS ? 'font-bold text-warn' : 'text-soft'}`}
          >
            {left === null ? null : t('reader.left', { n: left })}
          </p>
        </div>
      ) : null}
    </>
  );
}
