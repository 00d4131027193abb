# Judges made-up series with farringtonFlexible of R's surveillance (Debian: r-cran-surveillance)
# and writes its answers, as test data for safetystats.signals.
#
#   Rscript farrington.R FOLDER [CORES]
#
# FOLDER holds series.csv (name, residents, growth, then one column per month; empty = missing)
# and runs.csv (one row per set of options; series "first" to "last", time points "at" from zero).
# Answers go to answers.csv; a row without numbers is a cell that R refuses or leaves empty.

suppressMessages({library(surveillance); library(parallel)})
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
cores <- if (length(arguments) > 1) as.integer(arguments[2]) else 2L

series <- read.csv(file.path(folder, "series.csv"), check.names = FALSE)
runs <- read.csv(file.path(folder, "runs.csv"), stringsAsFactors = FALSE)
counts <- as.matrix(series[, -(1:3)])
months <- ncol(counts)

judged <- function(run, row, at) {
  observed <- matrix(counts[row, ], ncol = 1)
  people <- matrix(series$residents[row] + series$growth[row] * (seq_len(months) - 1), ncol = 1)
  object <- sts(observed = observed, population = people, frequency = run$period, start = c(2000, 1))
  control <- list(
    range = at + 1, b = run$years_back, w = run$half_window, noPeriods = run$levels,
    pastWeeksNotIncluded = run$past_excluded, trend = run$trend == 1,
    pThresholdTrend = run$trend_p, reweight = run$reweight == 1,
    weightsThreshold = run$weights_threshold, alpha = run$alpha, thresholdMethod = run$method,
    limit54 = c(run$cases, run$months), populationOffset = run$population == 1, glmWarnings = FALSE
  )
  answer <- tryCatch(
    suppressWarnings(farringtonFlexible(object, control)), error = function(failure) NULL
  )
  if (is.null(answer)) return(c(NA, NA, NA, NA, NA, NA))
  kept <- answer@control
  c(kept$expected[1, 1], answer@upperbound[1, 1], kept$phiVector[1, 1], kept$pvalue[1, 1],
    kept$trend[1, 1], as.numeric(answer@alarm[1, 1]))
}

cells <- do.call(rbind, lapply(seq_len(nrow(runs)), function(number) {
  at <- as.integer(strsplit(as.character(runs$at[number]), " ")[[1]])
  expand.grid(at = at, row = (runs$first[number]:runs$last[number]) + 1L, run = number)
}))
started <- proc.time()[["elapsed"]]
answers <- mclapply(seq_len(nrow(cells)), function(cell) {
  judged(runs[cells$run[cell], ], cells$row[cell], cells$at[cell])
}, mc.cores = cores)
seconds <- proc.time()[["elapsed"]] - started

figures <- signif(do.call(rbind, answers), 10)
colnames(figures) <- c("expected", "upper", "phi", "p", "trend", "alarm")
table <- data.frame(run = runs$run[cells$run], series = cells$row - 1L, at = cells$at, figures)
write.csv(table, file.path(folder, "answers.csv"), row.names = FALSE, quote = FALSE, na = "")
cat(sprintf('{"cells": %d, "seconds": %.3f}\n', nrow(cells), seconds))
