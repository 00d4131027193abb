# Makes survey_respondents.csv (synthetic) and survey_answers.csv, with the R package survey.
# Run in this folder: Rscript survey.R
suppressMessages(library(survey))
set.seed(7)

streets <- 60
district <- rep(c("north", "south", "west"), c(20, 24, 16))
people <- data.frame(street = rep(1:streets, times = sample(3:9, streets, TRUE)))
people$district <- district[people$street]
people$sex <- sample(c("m", "v"), nrow(people), TRUE)
people$age <- sample(c("15-34", "35-64", "65+"), nrow(people), TRUE, c(0.2, 0.5, 0.3))
people$weight <- round(runif(nrow(people), 0.5, 4), 2)
base <- rnorm(streets, 0, 0.6)[people$street]
people$mark <- pmin(10, pmax(1, round(7.4 + base + rnorm(nrow(people)))))
people$unsafe <- as.integer(base + rnorm(nrow(people)) > 0.9)
people$rare <- as.integer(runif(nrow(people)) < 0.02)
people$streets <- c(north = 50, south = 200, west = 40)[people$district]
write.csv(people, "../survey_respondents.csv", row.names = FALSE, quote = FALSE)

designs <- list(
  weighted = svydesign(id = ~1, weights = ~weight, data = people),
  stratified = svydesign(id = ~1, strata = ~district, weights = ~weight, data = people),
  clustered = svydesign(id = ~street, strata = ~district, weights = ~weight, data = people,
                        fpc = ~streets)
)
# Raking as calibration (Deville, Särndal and Sautory): the same weights as rake(), and residuals
# of a regression weighted by the design weights.
designs$raked <- calibrate(
  designs$clustered, list(~sex, ~age), calfun = "raking", epsilon = 1e-12, maxit = 200,
  population = list(data.frame(sex = c("m", "v"), Freq = c(4900, 5100)),
                    data.frame(age = c("15-34", "35-64", "65+"), Freq = c(2800, 4700, 2500)))
)

answers <- NULL
keep <- function(design, what, group, value, error, interval) {
  answers <<- rbind(answers, data.frame(
    design = design, what = what, group = group, value = signif(value, 12),
    error = signif(error, 12), low = signif(interval[1], 12), high = signif(interval[2], 12),
    source = paste("R package survey", packageVersion("survey"))
  ))
}
for (name in names(designs)) {
  for (group in c("all", "west")) {
    design <- designs[[name]]
    if (group == "west") design <- subset(design, district == "west")
    mark <- svymean(~mark, design)
    keep(name, "mean mark", group, as.numeric(coef(mark)), as.numeric(SE(mark)), confint(mark, df = degf(design)))
    for (method in c("logit", "beta")) {
      share <- svyciprop(~unsafe, design, method = method)
      keep(name, paste("share unsafe", method), group, as.numeric(share), sqrt(as.numeric(attr(share, "var"))), confint(share))
    }
    share <- svyciprop(~rare, design, method = "beta")
    keep(name, "share rare beta", group, as.numeric(share), sqrt(as.numeric(attr(share, "var"))), confint(share))
  }
}
both <- svymean(~unsafe + rare, designs$clustered)
keep("clustered", "covariance unsafe rare", "all", vcov(both)[1, 2], NA, c(NA, NA))
effect <- deff(svymean(~mark, designs$clustered, deff = "replace"))
keep("clustered", "design effect mark", "all", effect, NA, c(NA, NA))
keep("raked", "weight of the first", "all", weights(designs$raked)[1], NA, c(NA, NA))
keep("raked", "weight of the last", "all", weights(designs$raked)[nrow(people)], NA, c(NA, NA))
write.csv(answers, "../survey_answers.csv", row.names = FALSE, quote = TRUE)
