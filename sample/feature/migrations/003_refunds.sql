create table refunds (
  id uuid primary key,
  order_id uuid not null references orders (id),
  amount_cents integer not null,
  status text not null,
  reason text,
  created_at timestamptz not null default now()
);

alter table orders add column refundable_until timestamptz not null;
create index refunds_order_idx on refunds (order_id);
