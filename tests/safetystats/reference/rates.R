# Writes rates_reference.csv: limits and standardised rates computed in R (base only).
# Run: Rscript rates.R > ../rates_reference.csv
options(digits = 12)
cat("method,events,population,standard,level,value,low,high,source\n")
row <- function(method, events, population, standard, level, value, low, high, source) {
  cells <- c(method, paste(events, collapse = " "), paste(population, collapse = " "),
             paste(standard, collapse = " "), level, format(value, digits = 12),
             format(low, digits = 12), format(high, digits = 12), source)
  cat(paste(cells, collapse = ","), "\n", sep = "")
}

# Fay and Feuer (1997), formulas (5) and (6), in chi-square form.
standardised <- function(x, n, s, level) {
  w <- s / sum(s) / n
  y <- sum(w * x); v <- sum(w^2 * x); wm <- max(w); tail <- (1 - level) / 2
  low <- if (y == 0) 0 else v / (2 * y) * qchisq(tail, 2 * y^2 / v)
  high <- (v + wm^2) / (2 * (y + wm)) * qchisq(1 - tail, 2 * (y + wm)^2 / (v + wm^2))
  row("standardised", x, n, s, level, y, low, high, "R 4.2 qchisq; Fay and Feuer 1997")
}
standardised(c(30, 20), c(6000, 2000), c(1, 1), 0.95)
standardised(c(0, 0, 3), c(812, 455, 90), c(40, 35, 25), 0.95)
standardised(c(0, 0), c(500, 700), c(1, 2), 0.95)
standardised(c(107, 141, 60, 40, 39, 25), c(230061, 329449, 114920, 39487, 14208, 3052),
             c(319933, 931318, 786511, 488235, 237863, 61313), 0.99)

# Spiegelhalter (2005), appendix A.1: quantiles interpolated between whole counts.
smooth <- function(q, p, d, share) { k <- q(share); k - (p(k) - share) / d(k) }
limits <- function(method, n, target, level, q, p, d, source) {
  ends <- sapply(c((1 - level) / 2, (1 + level) / 2), function(s) max(smooth(q, p, d, s), 0)) / n
  row(method, "", n, target, level, target, ends[1], ends[2], source)
}
for (n in c(200, 1000, 25000)) for (level in c(0.95, 0.998)) {
  m <- 0.005 * n
  limits("poisson", n, 0.005, level, function(s) qpois(s, m), function(k) ppois(k, m),
         function(k) dpois(k, m), "R 4.2 qpois")
  limits("binomial", n, 0.25, level, function(s) qbinom(s, n, 0.25),
         function(k) pbinom(k, n, 0.25), function(k) dbinom(k, n, 0.25), "R 4.2 qbinom")
}
