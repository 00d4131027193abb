# Judges made-up series with earsC of R's surveillance, as test data for safetystats.signals.ears.
#   Rscript ears.R FOLDER      reads ears_series.csv, writes ears_answers.csv
suppressMessages(library(surveillance))
folder <- commandArgs(trailingOnly = TRUE)[1]
counts <- t(as.matrix(read.csv(file.path(folder, "ears_series.csv"), header = FALSE)))
object <- sts(observed = counts, frequency = 12, start = c(2000, 1))
rows <- list()
for (method in c("C1", "C2", "C3")) for (least in c(0, 0.5)) {
  answer <- earsC(object, list(method = method, minSigma = least, baseline = 7))
  rows[[length(rows) + 1]] <- data.frame(
    method = method, min_sigma = least, series = rep(seq_len(ncol(counts)) - 1, each = nrow(answer)),
    at = rep(seq(nrow(counts) - nrow(answer), nrow(counts) - 1), ncol(counts)),
    upper = signif(as.vector(upperbound(answer)), 12), alarm = as.integer(as.vector(answer@alarm))
  )
}
write.csv(do.call(rbind, rows), file.path(folder, "ears_answers.csv"), row.names = FALSE,
          quote = FALSE, na = "")
