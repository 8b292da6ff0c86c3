select publify_protect('idempotency_keys');
