# Refits the zero-truncated Poisson of VGAM on persons drawn anew; called by hidden_population.py.
# Arguments: persons (CSV), draws (CSV: a row of weights per replicate), where to write.
suppressMessages(library(VGAM))
arguments <- commandArgs(trailingOnly = TRUE)
persons <- read.csv(arguments[1])
draws <- as.matrix(read.csv(arguments[2], header = FALSE))

fit <- function(weight) {
  drawn <- persons[rep(seq_len(nrow(persons)), weight), ]
  model <- vglm(count ~ x1 + x2 + x3 + x4, pospoisson, data = drawn)
  c(coef(model), sum(1 / (1 - exp(-predictors(model, untransform = TRUE)))))
}
fit(rep(1, nrow(persons)))
start <- proc.time()[["elapsed"]]
found <- t(apply(draws, 1, fit))
seconds <- proc.time()[["elapsed"]] - start
write.table(rbind(found, c(seconds, rep(0, 5))), arguments[3],
            sep = ",", row.names = FALSE, col.names = FALSE)
