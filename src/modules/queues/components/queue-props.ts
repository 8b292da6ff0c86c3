/** What the person may do with queues. */
export interface QueueRights {
  /** May change slots, order and pause. */
  manage: boolean;
  write: boolean;
}

/** What every part of the page is told. */
export interface QueuePageProps {
  rights: QueueRights;
  /** IANA zone of the workspace. */
  zone: string;
  base: string;
}
