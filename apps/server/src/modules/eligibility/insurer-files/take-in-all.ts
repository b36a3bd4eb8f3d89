import { selectFiles } from './file-record.ts';
import { type TakeInDeps, takeInInsurerFile } from './take-in-file.ts';

/** Takes in what was received and not finished, in the order of arrival. */
export async function takeInWaitingFiles(
  deps: TakeInDeps & {
    readonly coverageRegistered: () => void;
    readonly onError: (error: unknown) => void;
  },
  signal: AbortSignal,
): Promise<void> {
  for (const file of await selectFiles(deps.db, `state IN ('received', 'reading') ORDER BY file_id`, [])) {
    if (signal.aborted) return;
    await takeInInsurerFile(deps, file, { signal }).catch(deps.onError);
    deps.coverageRegistered();
  }
}
