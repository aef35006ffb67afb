"""subplots, a logarithmic scale set before, a grid on both axes."""
import torch, pandas as pd, matplotlib.pyplot as plt
from torch import nn
def build_single_perceptron(num_inputs): return nn.Sequential(nn.Linear(num_inputs,1),nn.Sigmoid())
def build_multilayer_perceptron(num_inputs,num_hidden):
    m=nn.Sequential(); m.add_module("l1",nn.Linear(num_inputs,num_hidden)); m.add_module("s1",nn.Sigmoid()); m.add_module("l2",nn.Linear(num_hidden,1,bias=False)); m.add_module("s2",nn.Sigmoid()); return m
def train(model,loss,inputs,truth,learning_rate=0.05,num_iterations=50000,log_every=500):
    h=[]
    opt=torch.optim.SGD(model.parameters(),learning_rate)
    for i in range(num_iterations):
        e=loss(model(inputs),truth)
        if i%log_every==0: h.append((i,e.item()))
        opt.zero_grad(); e.backward(); opt.step()
    return h
def predict(model,dataset,inputs):
    p=model(inputs).detach().numpy().ravel(); return dataset.assign(prediction=p,error=lambda d:d.output-d.prediction)
def plot_errors(errors):
    fig, ax = plt.subplots(); ax.set_yscale("log")
    for n,h in errors.items(): ax.plot([s for s,_ in h],[e for _,e in h],"--",label=n)
    ax.set_xlabel("iteration"); ax.set_ylabel("error"); ax.legend(loc="best"); ax.grid(which="both"); ax.set_title("t"); return fig
