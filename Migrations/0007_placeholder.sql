-- Stands for a migration of another branch, so that the numbers have no gap.
SELECT 1;
