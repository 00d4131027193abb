# The peer of benchmarks/signals.py: seconds that R's surveillance takes over the same series, on
# two processes.   Rscript signals.R FILE   (one series per line); prints two numbers of seconds.
suppressMessages({library(surveillance); library(parallel)})
counts <- as.matrix(read.csv(commandArgs(trailingOnly = TRUE)[1], header = FALSE))
last <- ncol(counts)
timed <- function(work) {
  parts <- split(seq_len(nrow(counts)), rep_len(1:2, nrow(counts)))
  started <- proc.time()[["elapsed"]]
  answers <- mclapply(parts, work, mc.cores = 2)
  stopifnot(!any(vapply(answers, inherits, TRUE, "try-error")))
  proc.time()[["elapsed"]] - started
}
object <- function(rows) sts(observed = t(counts[rows, , drop = FALSE]), frequency = 12)
flexible <- list(range = last, b = 5, w = 1, noPeriods = 10, pastWeeksNotIncluded = 6,
                 pThresholdTrend = 1, weightsThreshold = 2.58, alpha = 0.005,
                 thresholdMethod = "nbPlugin", glmWarnings = FALSE)
farrington <- timed(function(rows) suppressWarnings(farringtonFlexible(object(rows), flexible)))
ears <- timed(function(rows) earsC(object(rows), list(method = "C1")))
cat(farrington, ears, "\n")
