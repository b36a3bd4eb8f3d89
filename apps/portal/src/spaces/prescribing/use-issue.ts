import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { onceKey } from '../../api/client.ts';
import type { AlertDecision, IssueType, Registered } from '../../api/prescription-types.ts';
import { prescriptionsApi } from '../../api/prescriptions.ts';
import { queryClient } from '../../app/query-client.ts';
import { recordKey } from '../person/person-frame.tsx';
import type { Draft } from './model/draft.ts';
import { toSend } from './model/send.ts';
import { rereadPrescriptions, warningsKey } from './use-prescriptions.ts';

export interface Order {
  readonly draft: Draft;
  readonly issueType: IssueType;
  readonly decisions: readonly AlertDecision[];
}

/**
 * Signs and issues: a new prescription (one document for each part of a split), or a changed one in place of
 * `replaces`. What is sent again after a lost answer is not issued twice; other content is a new intention.
 */
export function useIssue(
  personRef: string,
  replaces: string | null,
  onIssued: (issued: readonly Registered[]) => void,
) {
  const intention = useRef({ content: '', key: '' });
  return useMutation({
    mutationFn: async ({ draft, issueType, decisions }: Order): Promise<readonly Registered[]> => {
      const content = JSON.stringify([draft, issueType]);
      if (intention.current.content !== content) intention.current = { content, key: onceKey() };
      const { key } = intention.current;
      if (replaces !== null) {
        const input = { draft: toSend(draft), issueType, decisions };
        return [await prescriptionsApi.change(replaces, input, key)];
      }
      const issued: Registered[] = [];
      const parts = Number(draft.splitCount || '1');
      for (let part = 1; part <= parts; part++) {
        const input = { draft: toSend(draft, part), issueType, decisions };
        issued.push(await prescriptionsApi.issue(personRef, input, `${key}-${part}`));
      }
      return issued;
    },
    onSuccess: (issued) => {
      for (const { prescriptionId, findings } of issued)
        queryClient.setQueryData(warningsKey(prescriptionId), findings);
      rereadPrescriptions(personRef);
      queryClient.removeQueries({ queryKey: recordKey(personRef) });
      onIssued(issued);
    },
  });
}
