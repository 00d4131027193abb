# The peer of benchmarks/signals.py: processor seconds that R's surveillance takes over the same
# series, on two processes.   Rscript signals.R FILE   (one series per line); prints three numbers of seconds:
# farringtonFlexible and EARS C1 for the newest month, and EARS C1 for all months at once.
suppressMessages({library(surveillance); library(parallel)})
counts <- as.matrix(read.csv(commandArgs(trailingOnly = TRUE)[1], header = FALSE))
last <- ncol(counts)
timed <- function(work) {
  parts <- split(seq_len(nrow(counts)), rep_len(1:2, nrow(counts)))
  spent <- function() sum(proc.time()[c("user.self", "sys.self")])
  # Each process counts its own time: its parent may hear of it too late.
  taken <- mclapply(parts, function(rows) { started <- spent(); work(rows); spent() - started },
                    mc.cores = 2)
  stopifnot(!any(vapply(taken, inherits, TRUE, "try-error")))
  sum(unlist(taken))
}
object <- function(rows) sts(observed = t(counts[rows, , drop = FALSE]), frequency = 12)
flexible <- list(range = last, b = 5, w = 1, noPeriods = 10, pastWeeksNotIncluded = 6,
                 pThresholdTrend = 1, weightsThreshold = 2.58, alpha = 0.005,
                 thresholdMethod = "nbPlugin", glmWarnings = FALSE)
newest <- list(method = "C1", range = last)
farrington <- timed(function(rows) suppressWarnings(farringtonFlexible(object(rows), flexible)))
one_month <- timed(function(rows) for (row in rows) earsC(object(row), newest))
all_months <- timed(function(rows) earsC(object(rows), list(method = "C1")))
cat(farrington, one_month, all_months, "\n")
